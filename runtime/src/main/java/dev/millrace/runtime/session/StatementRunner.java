// SPDX-License-Identifier: Apache-2.0
package dev.millrace.runtime.session;

import dev.millrace.execution.task.Cancellation;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.Statement;
import dev.millrace.runtime.catalog.SessionCatalog;
import dev.millrace.spi.column.BoxedValues;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Runs SQL statements that are not queries.
final class StatementRunner {
    private static final String UNDEFINED = "<undefined>";

    private final Session session;
    private final SessionConfiguration configuration;
    private final SessionCatalog catalog;

    StatementRunner(Session session, SessionConfiguration configuration, SessionCatalog catalog) {
        this.session = session;
        this.configuration = configuration;
        this.catalog = catalog;
    }

    Relation.LocalTable run(Statement statement, Cancellation cancellation) {
        return switch (statement) {
            case Statement.Query query -> rows(query.relation(), cancellation);
            case Statement.CreateView view -> createView(view);
            case Statement.DropView view -> dropView(view);
            case Statement.SetVariable variable -> set(variable);
            case Statement.ResetVariable variable -> reset(variable);
            case Statement.ShowTables show -> showTables(show.pattern());
            case Statement.Describe describe -> describe(describe.relation());
            case Statement.Explain explain ->
                    table(
                            schema("plan"),
                            List.of(
                                    Arrays.asList(
                                            session.explain(explain.relation(), explain.mode()))));
            case Statement.Insert insert ->
                    throw MillraceException.unsupported(
                            "INSERT into the table " + String.join(".", insert.table()));
        };
    }

    private Relation.LocalTable rows(Relation relation, Cancellation cancellation) {
        List<ColumnBatch> batches = new ArrayList<>();
        try (QueryResult result = session.execute(relation, cancellation)) {
            for (ColumnBatch batch = result.next(); batch != null; batch = result.next()) {
                batches.add(batch);
            }
            return new Relation.LocalTable(result.schema(), batches);
        }
    }

    private Relation.LocalTable createView(Statement.CreateView view) {
        Relation query =
                view.columns().isEmpty()
                        ? view.query()
                        : new Relation.Renamed(view.query(), view.columns());
        session.createView(view.name(), query, view.replace(), view.isGlobal());
        return nothing();
    }

    private Relation.LocalTable dropView(Statement.DropView view) {
        String name = String.join(".", view.name());
        if (!session.dropView(name) && !view.ifExists()) {
            String shown = "`" + String.join("`.`", view.name()) + "`";
            throw MillraceException.of(ErrorKind.ANALYSIS, "VIEW_NOT_FOUND", "42P01")
                    .with("relationName", shown)
                    .text(
                            "The view "
                                    + shown
                                    + " cannot be found. Verify the spelling and correctness of the"
                                    + " schema and catalog.\n"
                                    + "If you did not qualify the name with a schema, verify the"
                                    + " current_schema() output, or qualify the name with the"
                                    + " correct schema and catalog.\n"
                                    + "To tolerate the error on drop use DROP VIEW IF EXISTS.");
        }
        return nothing();
    }

    private Relation.LocalTable set(Statement.SetVariable variable) {
        String key = variable.key();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        if (key == null) {
            configuration.explicit().forEach((k, v) -> rows.add(Arrays.asList(k, v)));
        } else if (variable.value() == null) {
            String value = configuration.value(key);
            rows.add(Arrays.asList(key, value == null ? UNDEFINED : value));
        } else {
            configuration.set(key, variable.value());
            rows.add(Arrays.asList(key, variable.value()));
        }
        return table(schema("key", "value"), rows);
    }

    private Relation.LocalTable reset(Statement.ResetVariable variable) {
        if (variable.key() == null) {
            configuration.reset();
        } else {
            configuration.unset(variable.key());
        }
        return nothing();
    }

    private Relation.LocalTable showTables(@Nullable String pattern) {
        DataType.Struct schema =
                DataType.Struct.of(
                        new StructField("namespace", DataType.STRING, false),
                        new StructField("tableName", DataType.STRING, false),
                        new StructField("isTemporary", DataType.BOOLEAN, false));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        Pattern wanted = pattern == null ? null : namePattern(pattern);
        for (String name : catalog.views().names()) {
            if (wanted == null || wanted.matcher(name).matches()) {
                rows.add(Arrays.asList("", name, true));
            }
        }
        return table(schema, rows);
    }

    /// `*` stands for any text, `|` separates alternatives, case does not count.
    private static Pattern namePattern(String pattern) {
        return Pattern.compile(
                "(?i)" + pattern.strip().replace("*", ".*").replaceAll("\\s*\\|\\s*", "|"));
    }

    private Relation.LocalTable describe(Relation relation) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (StructField field : session.schema(relation).fields()) {
            rows.add(Arrays.asList(field.name(), field.type().simpleName(), null));
        }
        return table(schema("col_name", "data_type", "comment"), rows);
    }

    private static DataType.Struct schema(String... names) {
        return new DataType.Struct(
                Arrays.stream(names)
                        .map(n -> new StructField(n, DataType.STRING, n.equals("comment")))
                        .toList());
    }

    private static Relation.LocalTable table(
            DataType.Struct schema, List<? extends List<? extends @Nullable Object>> rows) {
        return new Relation.LocalTable(schema, List.of(BoxedValues.batch(schema, rows)));
    }

    private static Relation.LocalTable nothing() {
        return new Relation.LocalTable(DataType.Struct.EMPTY, List.of());
    }
}
