// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.sql;

import dev.millrace.connect.convert.SparkErrors;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.ParsedExpression.Bound;
import dev.millrace.plan.relation.ParsedExpression.Call;
import dev.millrace.plan.relation.ParsedExpression.Frame;
import dev.millrace.plan.relation.ParsedExpression.Literal;
import dev.millrace.plan.relation.ParsedExpression.Window;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;

import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.FrameBoundContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.NamedWindowContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WindowClauseContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WindowDefContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WindowFrameContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WindowRefContext;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser.WindowSpecContext;
import org.apache.spark.sql.errors.QueryParsingErrors;
import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// `OVER (…)` and the `WINDOW` clause. A named window is put in place of its name here, so that
/// nothing downstream knows names of windows.
final class WindowBuilder {
    /// Signs and arithmetic.
    private static final Set<String> OPERATORS =
            Set.of("unary -", "positive", "+", "-", "*", "/", "%", "div");

    private static final String DOCUMENTATION = "https://spark.apache.org/docs/latest";

    private final ExpressionBuilder expressions;
    private final Deque<Map<String, WindowDefContext>> scopes = new ArrayDeque<>();

    WindowBuilder(ExpressionBuilder expressions) {
        this.expressions = expressions;
    }

    /// Opens the scope of a query with its `WINDOW` clause; `leave` closes it.
    void enter(@Nullable WindowClauseContext clause) {
        scopes.push(clause == null ? Map.of() : definitions(clause));
    }

    void leave() {
        scopes.pop();
    }

    Window over(ParsedExpression function, WindowSpecContext spec) {
        WindowDefContext definition =
                switch (spec) {
                    case WindowDefContext inline -> inline;
                    case WindowRefContext reference -> named(Identifiers.name(reference.name));
                    default -> throw MillraceException.bug("a window of " + spec.getClass());
                };
        WindowFrameContext frame = definition.windowFrame();
        return new Window(
                function,
                expressions.buildAll(definition.partition),
                expressions.sortKeys(definition.sortItem()),
                frame == null ? null : frame(frame),
                expressions.session().origin(definition));
    }

    private static Map<String, WindowDefContext> definitions(WindowClauseContext clause) {
        Map<String, WindowSpecContext> specs = new LinkedHashMap<>();
        for (NamedWindowContext window : clause.namedWindow()) {
            String name = Identifiers.name(window.name);
            if (specs.putIfAbsent(name, window.windowSpec()) != null) {
                throw ParseSession.error(
                        clause,
                        () -> QueryParsingErrors.repetitiveWindowDefinitionError(name, clause));
            }
        }
        Map<String, WindowDefContext> definitions = new LinkedHashMap<>();
        specs.forEach((name, spec) -> definitions.put(name, definition(spec, specs, clause)));
        return definitions;
    }

    /// A window may be defined by the name of another one, but not by a chain of names.
    private static WindowDefContext definition(
            WindowSpecContext spec,
            Map<String, WindowSpecContext> specs,
            WindowClauseContext clause) {
        if (spec instanceof WindowDefContext inline) {
            return inline;
        }
        String name = Identifiers.name(((WindowRefContext) spec).name);
        WindowSpecContext referenced = specs.get(name);
        if (referenced == null) {
            throw ParseSession.error(
                    clause,
                    () -> QueryParsingErrors.cannotResolveWindowReferenceError(name, clause));
        }
        if (referenced instanceof WindowDefContext inline) {
            return inline;
        }
        throw ParseSession.error(
                clause, () -> QueryParsingErrors.invalidWindowReferenceError(name, clause));
    }

    private WindowDefContext named(String name) {
        for (Map<String, WindowDefContext> scope : scopes) {
            WindowDefContext definition = scope.get(name);
            if (definition != null) {
                return definition;
            }
        }
        throw SparkErrors.of(
                ErrorKind.ANALYSIS,
                "MISSING_WINDOW_SPECIFICATION",
                "windowName",
                name,
                "docroot",
                DOCUMENTATION);
    }

    private Frame frame(WindowFrameContext frame) {
        Bound end = frame.end == null ? new Bound.CurrentRow() : bound(frame.end);
        return new Frame(frame.frameType.getType() == SqlBaseLexer.ROWS, bound(frame.start), end);
    }

    private Bound bound(FrameBoundContext bound) {
        boolean isPreceding = bound.boundType.getType() == SqlBaseLexer.PRECEDING;
        if (bound.UNBOUNDED() != null) {
            return new Bound.Unbounded(isPreceding);
        }
        if (bound.boundType.getType() == SqlBaseLexer.CURRENT) {
            return new Bound.CurrentRow();
        }
        ParsedExpression value = expressions.build(bound.expression());
        if (!isConstant(value)) {
            throw ParseSession.error(
                    bound,
                    "_LEGACY_ERROR_TEMP_0064",
                    Map.of("msg", "Frame bound value must be a literal."));
        }
        return new Bound.Offset(isPreceding ? Call.of("unary -", value) : value);
    }

    /// What the parser alone knows to be constant; calls of functions are not.
    private static boolean isConstant(ParsedExpression value) {
        return switch (value) {
            case Literal _ -> true;
            case ParsedExpression.Cast cast -> isConstant(cast.child());
            case Call call ->
                    OPERATORS.contains(call.name())
                            && call.arguments().stream().allMatch(WindowBuilder::isConstant);
            default -> false;
        };
    }
}
