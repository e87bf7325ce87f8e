// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.function.Argument;
import dev.millrace.plan.function.GeneratorFunction;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.spi.type.StructField;

import java.util.ArrayList;
import java.util.List;

/// Calls of functions that make rows.
final class Generators {
    private Generators() {}

    /// @param columns new columns under the given names
    record Generated(List<Expression> arguments, List<Attribute> columns) {}

    static Generated generate(
            ExpressionResolver expressions,
            GeneratorFunction function,
            ParsedExpression.Call call,
            List<String> names) {
        AnalysisContext context = expressions.context();
        CallResolver calls = new CallResolver(context, expressions, new NoCollector(call.name()));
        List<Argument> arguments =
                calls.arguments(function, call, expressions.resolveAll(call.arguments()));
        String text = CallResolver.text(function, call.name(), arguments);
        GeneratorFunction.Generated meaning =
                function.meaning()
                        .of(context.callSite(call.name(), text, call.origin()), arguments);
        List<StructField> fields = meaning.columns();
        if (!names.isEmpty() && names.size() != fields.size()) {
            throw NameErrors.error("UDTF_ALIAS_NUMBER_MISMATCH", "42802", call.origin())
                    .with("aliasesSize", fields.size())
                    .with("aliasesNames", String.join(",", names))
                    .text(
                            "The number of aliases supplied in the AS clause does not match the"
                                    + " number of columns output by the UDTF. Expected "
                                    + fields.size()
                                    + " aliases, but got "
                                    + String.join(",", names)
                                    + ". Please ensure that the number of aliases provided matches"
                                    + " the number of columns output by the UDTF.");
        }
        List<Attribute> columns = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            String name = names.isEmpty() ? fields.get(i).name() : names.get(i);
            columns.add(
                    context.attribute(
                            name,
                            fields.get(i).type(),
                            fields.get(i).nullable() || function.isOuter()));
        }
        return new Generated(meaning.arguments(), columns);
    }
}
