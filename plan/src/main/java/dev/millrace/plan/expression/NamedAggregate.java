// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.expression;

/// An aggregate with the attribute that its value becomes.
public record NamedAggregate(Attribute output, AggregateCall call) {
    @Override
    public String toString() {
        return call + " AS " + output;
    }
}
