// SPDX-License-Identifier: Apache-2.0
package dev.millrace.examples.sales;

/// One line of a file of sales: five texts, each of which may be wrong.
public record SaleLine(
        String transactionId, String client, String soldAt, String amount, String product) {

    static final String HEADER = "transaction_id,client,sold_at,amount,product";

    String text() {
        return String.join(",", transactionId, client, soldAt, amount, product);
    }
}
