// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.expression.Expression;
import dev.millrace.plan.expression.Expression.Literal;
import dev.millrace.plan.function.Types;
import dev.millrace.spi.type.DataType;

/// Conditions of filters and joins.
final class Conditions {
    private Conditions() {}

    /// The condition, which must be a boolean.
    static Expression bool(Resolved condition) {
        return bool(condition, "DATATYPE_MISMATCH.FILTER_NOT_BOOLEAN", "filter");
    }

    /// The condition of a join, which must be a boolean.
    static Expression join(Resolved condition) {
        return bool(condition, "JOIN_CONDITION_IS_NOT_BOOLEAN_TYPE", "joinCondition");
    }

    private static Expression bool(Resolved condition, String error, String parameter) {
        DataType type = condition.expression().type();
        if (type instanceof DataType.Bool) {
            return condition.expression();
        }
        if (Types.isNull(type)) {
            return new Literal(null, DataType.BOOLEAN);
        }
        String text = "\"" + condition.text() + "\"";
        boolean isFilter = parameter.equals("filter");
        return throwing(
                NameErrors.error(error, isFilter ? "42K09" : "42K0E", null)
                        .with(isFilter ? "sqlExpr" : parameter, text)
                        .with(parameter, text)
                        .with(isFilter ? "type" : "conditionType", "\"" + type.sqlName() + "\"")
                        .text(
                                isFilter
                                        ? "Cannot resolve "
                                                + text
                                                + " due to data type mismatch: Filter expression "
                                                + text
                                                + " of type \""
                                                + type.sqlName()
                                                + "\" is not a boolean."
                                        : "The join condition "
                                                + text
                                                + " has the invalid type \""
                                                + type.sqlName()
                                                + "\", expected \"BOOLEAN\"."));
    }

    private static Expression throwing(RuntimeException error) {
        throw error;
    }
}
