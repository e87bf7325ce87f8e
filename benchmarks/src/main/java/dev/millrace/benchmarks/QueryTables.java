// SPDX-License-Identifier: Apache-2.0
package dev.millrace.benchmarks;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// The tables of a trading house that the queries read: Parquet, and the visits to its site as
/// JSON lines. Made by Spark, so that the files look as those of Spark's users do, and from hashes
/// of the row numbers, so that the same seed and scale give the same rows.
///
/// @param scale 1 makes 375,000 orders with 1,500,000 items
/// @param seed of all values
record QueryTables(double scale, long seed) {
    /// Those in Parquet.
    static final List<String> NAMES =
            List.of("nations", "customers", "suppliers", "parts", "offers", "orders", "items");

    static final String VISITS = "visits";
    static final String VISITS_SCHEMA =
            "visit_id BIGINT, customer_id BIGINT, seen TIMESTAMP,"
                    + " page STRUCT<path: STRING, section: STRING>, seconds INT, agent STRING";

    /// The tables in the cache directory, made if they are not there.
    ///
    /// @param spark makes a session of real Spark
    Path directory(Path cache, SessionSource spark) throws Exception {
        Path directory = cache.resolve("queries-1-" + scale + "-" + seed);
        if (!Files.exists(directory)) {
            Files.createDirectories(cache);
            try (ScratchDirectory scratch =
                    new ScratchDirectory(Files.createTempDirectory(cache, ".making-"))) {
                Path made = scratch.path().resolve("tables");
                spark.with(session -> write(session, made));
                move(made, directory);
            }
        }
        return directory;
    }

    /// Somebody who has a session for as long as it is used.
    interface SessionSource {
        void with(Use use) throws Exception;

        interface Use {
            void apply(SparkSession session);
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the cache directory must be on one file system", e);
        }
    }

    /// Makes the tables known to a session of Spark or Millrace.
    static void register(SparkSession spark, Path directory) {
        for (String name : NAMES) {
            spark.read().parquet(directory.resolve(name).toString()).createOrReplaceTempView(name);
        }
        spark.read()
                .schema(VISITS_SCHEMA)
                .json(directory.resolve(VISITS).toString())
                .createOrReplaceTempView(VISITS);
    }

    private void write(SparkSession spark, Path directory) {
        List<String> names = new ArrayList<>(NAMES);
        names.add(VISITS);
        for (String name : names) {
            Dataset<Row> rows = spark.sql(definition(name));
            String path = directory.resolve(name).toString();
            if (name.equals(VISITS)) {
                rows.write().json(path);
            } else {
                rows.write().parquet(path);
            }
        }
    }

    private long rows(long atScaleOne) {
        return Math.max(10, (long) (atScaleOne * scale));
    }

    private long orders() {
        return rows(375_000);
    }

    private long customers() {
        return rows(37_500);
    }

    private long suppliers() {
        return rows(2_500);
    }

    private long parts() {
        return rows(50_000);
    }

    /// A number from 0 to before `bound`, another one for each `use` of the same row.
    private String random(int use, long bound) {
        return "pmod(xxhash64(id, " + (seed * 1000 + use) + "), " + bound + ")";
    }

    private String money(int use, long least, long bound) {
        return "CAST((" + random(use, bound - least) + " + " + least + ") / 100 AS DECIMAL(12, 2))";
    }

    private String pick(int use, String... words) {
        return "element_at(array('"
                + String.join("', '", words)
                + "'), CAST(1 + "
                + random(use, words.length)
                + " AS INT))";
    }

    private String note(int use) {
        String[] words = {
            "quick",
            "final",
            "special",
            "pending",
            "requests",
            "deposits",
            "packages",
            "accounts",
            "even",
            "bold",
            "ideas",
            "sleep",
            "nag",
            "carefully",
            "among",
            "the",
            "silent",
            "across"
        };
        StringBuilder text = new StringBuilder("concat_ws(' '");
        for (int i = 0; i < 8; i++) {
            text.append(", ").append(pick(use + i, words));
        }
        return text.append(')').toString();
    }

    private static String range(long rows) {
        return " FROM range(0, " + rows + ", 1, 4)";
    }

    private String definition(String table) {
        return switch (table) {
            case "nations" -> nations();
            case "customers" ->
                    "SELECT id AS customer_id, concat('Customer#', lpad(id, 9, '0')) AS name,"
                            + " CAST(%s AS INT) AS nation_id, concat(10 + %s, '-', 100 + %s, '-',"
                                    .formatted(random(1, 25), random(1, 25), random(2, 900))
                            + " 1000 + %s) AS phone, %s AS balance, %s AS segment"
                                    .formatted(
                                            random(3, 9000),
                                            money(4, -99_999, 999_999),
                                            pick(
                                                    5,
                                                    "BUILDING",
                                                    "AUTOMOBILE",
                                                    "MACHINERY",
                                                    "HOUSEHOLD",
                                                    "FURNITURE"))
                            + range(customers());
            case "suppliers" ->
                    "SELECT id AS supplier_id, concat('Supplier#', lpad(id, 9, '0')) AS name,"
                            + " CAST(%s AS INT) AS nation_id, %s AS balance, %s AS remark"
                                    .formatted(random(6, 25), money(7, -99_999, 999_999), note(8))
                            + range(suppliers());
            case "parts" -> partRows();
            case "offers" ->
                    "SELECT id div 4 AS part_id,"
                            + " pmod(id div 4 * 7 + pmod(id, 4) * %d, %d) AS supplier_id,"
                                    .formatted(suppliers() / 4 + 1, suppliers())
                            + " CAST(%s AS INT) AS available, %s AS cost"
                                    .formatted(random(20, 10_000), money(21, 100, 100_000))
                            + range(parts() * 4);
            case "orders" -> orderRows();
            case "items" -> itemRows();
            default ->
                    "SELECT id AS visit_id, %s AS customer_id, %s AS seen, %s AS page,"
                                    .formatted(
                                            random(80, customers()),
                                            "timestamp_millis(883612800000 + id * 20000 + "
                                                    + random(81, 3_600_000)
                                                    + ")",
                                            "named_struct('path', concat("
                                                    + pick(82, "/shop/", "/help/", "/account/")
                                                    + ", "
                                                    + random(83, 5000)
                                                    + "), 'section', "
                                                    + pick(84, "tools", "toys", "books", "food")
                                                    + ")")
                            + " CAST(%s AS INT) AS seconds, %s AS agent"
                                    .formatted(
                                            random(85, 300),
                                            pick(86, "Mozilla/5.0 (X11)", "Mozilla/5.0 (Mac)"))
                            + range(rows(150_000));
        };
    }

    private static String nations() {
        return """
        SELECT * FROM VALUES
          (0, 'ALGERIA', 'AFRICA'), (1, 'ARGENTINA', 'AMERICA'), (2, 'BRAZIL', 'AMERICA'),
          (3, 'CANADA', 'AMERICA'), (4, 'EGYPT', 'MIDDLE EAST'), (5, 'ETHIOPIA', 'AFRICA'),
          (6, 'FRANCE', 'EUROPE'), (7, 'GERMANY', 'EUROPE'), (8, 'INDIA', 'ASIA'),
          (9, 'INDONESIA', 'ASIA'), (10, 'IRAN', 'MIDDLE EAST'), (11, 'IRAQ', 'MIDDLE EAST'),
          (12, 'JAPAN', 'ASIA'), (13, 'JORDAN', 'MIDDLE EAST'), (14, 'KENYA', 'AFRICA'),
          (15, 'MOROCCO', 'AFRICA'), (16, 'MOZAMBIQUE', 'AFRICA'), (17, 'PERU', 'AMERICA'),
          (18, 'CHINA', 'ASIA'), (19, 'ROMANIA', 'EUROPE'), (20, 'SAUDI ARABIA', 'MIDDLE EAST'),
          (21, 'VIETNAM', 'ASIA'), (22, 'SPAIN', 'EUROPE'), (23, 'POLAND', 'EUROPE'),
          (24, 'UNITED STATES', 'AMERICA')
        AS nations (nation_id, name, region)\
        """;
    }

    private String partRows() {
        return "SELECT id AS part_id, %s AS name, concat('Maker#', 1 + %s) AS maker,"
                        .formatted(note(30), random(38, 5))
                + " concat('Brand#', 1 + %s, 1 + %s) AS brand, concat_ws(' ', %s, %s, %s) AS kind,"
                        .formatted(
                                random(39, 5),
                                random(40, 5),
                                pick(
                                        41,
                                        "STANDARD",
                                        "SMALL",
                                        "MEDIUM",
                                        "LARGE",
                                        "ECONOMY",
                                        "PROMO"),
                                pick(42, "ANODIZED", "BURNISHED", "PLATED", "POLISHED", "BRUSHED"),
                                pick(43, "TIN", "NICKEL", "BRASS", "STEEL", "COPPER"))
                + " CAST(1 + %s AS INT) AS size, concat_ws(' ', %s, %s) AS box"
                        .formatted(
                                random(44, 50),
                                pick(45, "SM", "LG", "MED", "JUMBO", "WRAP"),
                                pick(46, "CASE", "BOX", "BAG", "JAR", "PKG", "PACK", "CAN", "DRUM"))
                + range(parts());
    }

    /// Orders come in the order of time, give or take a month, as they do.
    private String orderDate() {
        return "date_add(DATE '1992-01-01', CAST(id * 2400 div "
                + orders()
                + " + "
                + random(50, 30)
                + " AS INT))";
    }

    private String orderRows() {
        return "SELECT id AS order_id, %s AS customer_id, %s AS status, %s AS total, %s AS ordered,"
                        .formatted(
                                // A third of the customers never order.
                                random(51, customers() / 3) + " * 3 + " + random(52, 2),
                                pick(53, "F", "O", "F", "O", "P"),
                                money(54, 90_000, 50_000_000),
                                orderDate())
                + " %s AS urgency, %s AS note"
                        .formatted(
                                pick(55, "1-URGENT", "2-HIGH", "3-MEDIUM", "4-LOW", "5-NONE"),
                                note(56))
                + range(orders());
    }

    private String itemRows() {
        return "SELECT order_id, line, part_id, supplier_id, quantity,"
                + " CAST(quantity * (900 + part_id % 1000) AS DECIMAL(12, 2)) AS price, discount,"
                + " tax, CASE WHEN received > DATE '1995-06-17' THEN 'N' ELSE letter END AS"
                + " returned, CASE WHEN shipped > DATE '1995-06-17' THEN 'O' ELSE 'F' END AS"
                + " status, shipped, promised, received, instruction, mode FROM (SELECT *,"
                + " date_add(shipped, CAST(1 + %s AS INT)) AS received FROM (SELECT order_id,"
                        .formatted(random(60, 30))
                + " line, id, %s AS part_id, %s AS supplier_id,"
                        .formatted(random(61, parts()), random(62, suppliers()))
                + " CAST(1 + %s AS DECIMAL(12, 2)) AS quantity,".formatted(random(63, 50))
                + " CAST(%s / 100 AS DECIMAL(12, 2)) AS discount,".formatted(random(64, 11))
                + " CAST(%s / 100 AS DECIMAL(12, 2)) AS tax,".formatted(random(65, 9))
                + " %s AS letter, date_add(ordered, CAST(1 + %s AS INT)) AS shipped,"
                        .formatted(pick(66, "R", "A"), random(67, 121))
                + " date_add(ordered, CAST(30 + %s AS INT)) AS promised,".formatted(random(68, 61))
                + " %s AS instruction, %s AS mode"
                        .formatted(
                                pick(69, "IN PERSON", "COLLECT", "NONE", "RETURN"),
                                pick(70, "AIR", "RAIL", "SHIP", "TRUCK", "MAIL", "FOB"))
                + " FROM (SELECT order_id, ordered, line, order_id * 8 + line AS id"
                + " FROM (SELECT id AS order_id, %s AS ordered, explode(sequence(1, CAST(1 + %s"
                        .formatted(orderDate(), random(71, 7))
                + " AS INT))) AS line"
                + range(orders())
                + "))))";
    }
}
