// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.function;

import dev.millrace.plan.relation.Origin;
import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// `DATATYPE_MISMATCH` and the other errors of calls with wrong arguments.
public final class TypeErrors {
    private static final List<String> ORDINALS =
            List.of(
                    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
                    "ninth", "tenth");

    private TypeErrors() {}

    /// The name of an argument's place, from 0.
    public static String ordinal(int index) {
        return index < ORDINALS.size() ? ORDINALS.get(index) : (index + 1) + "th";
    }

    public static String quoted(DataType type) {
        return "\"" + type.sqlName() + "\"";
    }

    public static String quoted(String text) {
        return "\"" + text + "\"";
    }

    /// An error of the analysis where a part of the query stands.
    public static MillraceException.Builder error(
            String condition, String sqlState, @Nullable Origin origin) {
        return MillraceException.of(ErrorKind.ANALYSIS, condition, sqlState)
                .context(origin == null ? null : origin.context());
    }

    public static MillraceException.Builder mismatch(
            String subcondition, String expression, @Nullable Origin origin) {
        return error("DATATYPE_MISMATCH." + subcondition, "42K09", origin)
                .with("sqlExpr", quoted(expression));
    }

    /// No function has the name.
    public static MillraceException unresolvedRoutine(String name, @Nullable Origin origin) {
        String routine = "`" + name.replace("`", "``") + "`";
        String path = "[`system`.`builtin`, `system`.`session`, `spark_catalog`.`default`]";
        return error("UNRESOLVED_ROUTINE", "42883", origin)
                .with("routineName", routine)
                .with("searchPath", path)
                .text("Cannot resolve routine " + routine + " on search path " + path + ".");
    }

    /// A constant argument that lies outside of what the function takes.
    ///
    /// @param expression the text of the call
    /// @param name of the argument, in backquotes where it is a parameter
    /// @param range in brackets
    public static MillraceException outOfRange(
            String expression, @Nullable Origin origin, String name, String range, Object value) {
        return mismatch("VALUE_OUT_OF_RANGE", expression, origin)
                .with("exprName", name)
                .with("valueRange", range)
                .with("currentValue", value)
                .text(
                        cannotResolve(expression)
                                + "The "
                                + name
                                + " must be between "
                                + range
                                + " (current value = "
                                + value
                                + ").");
    }

    /// The beginning that all texts of `DATATYPE_MISMATCH` share.
    public static String cannotResolve(String expression) {
        return "Cannot resolve " + quoted(expression) + " due to data type mismatch: ";
    }

    public static MillraceException unexpectedInput(
            CallSite site, int index, Argument argument, String required) {
        return mismatch("UNEXPECTED_INPUT_TYPE", site.text(), site.origin())
                .with("paramIndex", ordinal(index))
                .with("inputSql", quoted(argument.text()))
                .with("inputType", quoted(argument.type()))
                .with("requiredType", required)
                .text(
                        cannotResolve(site.text())
                                + "The "
                                + ordinal(index)
                                + " parameter requires the "
                                + required
                                + " type, however "
                                + quoted(argument.text())
                                + " has the type "
                                + quoted(argument.type())
                                + ".");
    }

    public static MillraceException differentTypes(CallSite site, List<Argument> arguments) {
        List<String> names = arguments.stream().map(a -> quoted(a.type())).toList();
        // Spark writes the types of some functions in its own way.
        String types =
                List.of("array", "coalesce", "map_concat").contains(site.name())
                        ? "(" + String.join(" or ", names) + ")"
                        : "[" + String.join(", ", names) + "]";
        return mismatch("DATA_DIFF_TYPES", site.text(), site.origin())
                .with("functionName", "`" + site.name() + "`")
                .with("dataType", types)
                .text(
                        cannotResolve(site.text())
                                + "Input to `"
                                + site.name()
                                + "` should all be the same type, but it's "
                                + types
                                + ".");
    }

    static MillraceException operandsDiffer(CallSite site, Argument left, Argument right) {
        return mismatch("BINARY_OP_DIFF_TYPES", site.text(), site.origin())
                .with("left", quoted(left.type()))
                .with("right", quoted(right.type()))
                .text(
                        cannotResolve(site.text())
                                + "the left and right operands of the binary operator have"
                                + " incompatible types ("
                                + quoted(left.type())
                                + " and "
                                + quoted(right.type())
                                + ").");
    }

    /// Values of different types in a column of `stack`; the places count all arguments from 0.
    static MillraceException stackedTypes(
            CallSite site, int column, int left, DataType leftType, int right, DataType rightType) {
        return mismatch("STACK_COLUMN_DIFF_TYPES", site.text(), site.origin())
                .with("columnIndex", Integer.toString(column))
                .with("leftParamIndex", Integer.toString(left))
                .with("leftType", quoted(leftType))
                .with("rightParamIndex", Integer.toString(right))
                .with("rightType", quoted(rightType))
                .text(
                        cannotResolve(site.text())
                                + "The data type of the column ("
                                + column
                                + ") do not have the same type: "
                                + quoted(leftType)
                                + " ("
                                + left
                                + ") <> "
                                + quoted(rightType)
                                + " ("
                                + right
                                + ").");
    }

    /// Maps that are equal need not have one hash.
    static MillraceException hashedMap(CallSite site) {
        return mismatch("HASH_MAP_TYPE", site.text(), site.origin())
                .with("functionName", "`" + site.name() + "`")
                .text(
                        cannotResolve(site.text())
                                + "Input to the function `"
                                + site.name()
                                + "` cannot contain elements of the \"MAP\" type. In Spark, same"
                                + " maps may have different hashcode, thus hash expressions are"
                                + " prohibited on \"MAP\" elements. To restore previous behavior"
                                + " set \"spark.sql.legacy.allowHashOnMapType\" to \"true\".");
    }

    static MillraceException operandsWrong(CallSite site, String required, DataType actual) {
        return mismatch("BINARY_OP_WRONG_TYPE", site.text(), site.origin())
                .with("inputType", required)
                .with("actualDataType", quoted(actual))
                .text(
                        cannotResolve(site.text())
                                + "the binary operator requires the input type "
                                + required
                                + ", not "
                                + quoted(actual)
                                + ".");
    }

    /// The elements of an array, which the function compares, have an order.
    static void requireOrderedElements(CallSite site, DataType type) {
        if (type instanceof DataType.Array array && !Types.isOrderable(array.element())) {
            throw notOrdered(site, array.element());
        }
    }

    static MillraceException notOrdered(CallSite site, DataType type) {
        return mismatch("INVALID_ORDERING_TYPE", site.text(), site.origin())
                .with("functionName", "`" + site.name() + "`")
                .with("dataType", quoted(type))
                .text(
                        cannotResolve(site.text())
                                + "The `"
                                + site.name()
                                + "` does not support ordering on type "
                                + quoted(type)
                                + ".");
    }

    public static MillraceException notFoldable(CallSite site, String input, Argument argument) {
        return mismatch("NON_FOLDABLE_INPUT", site.text(), site.origin())
                .with("inputName", "`" + input + "`")
                .with("inputType", quoted(argument.type()))
                .with("inputExpr", quoted(argument.text()))
                .text(
                        cannotResolve(site.text())
                                + "the input `"
                                + input
                                + "` should be a foldable "
                                + quoted(argument.type())
                                + " expression; however, got "
                                + quoted(argument.text())
                                + ".");
    }

    public static MillraceException cast(
            String text, DataType from, DataType to, @Nullable Origin origin) {
        return mismatch("CAST_WITHOUT_SUGGESTION", text, origin)
                .with("srcType", quoted(from))
                .with("targetType", quoted(to))
                .text(
                        cannotResolve(text)
                                + "cannot cast "
                                + quoted(from)
                                + " to "
                                + quoted(to)
                                + ".");
    }

    /// @param expected `1`, `[2, 3]`, `> 0`
    public static MillraceException wrongCount(
            String function, String expected, int actual, @Nullable Origin origin) {
        String root = "https://spark.apache.org/docs/latest";
        return error("WRONG_NUM_ARGS.WITHOUT_SUGGESTION", "42605", origin)
                .with("functionName", "`" + function + "`")
                .with("expectedNum", expected)
                .with("actualNum", actual)
                .with("docroot", root)
                .text(
                        "The `"
                                + function
                                + "` requires "
                                + expected
                                + " parameters but the actual number is "
                                + actual
                                + ". Please, refer to '"
                                + root
                                + "/sql-ref-functions.html' for a fix.");
    }

    /// A map as the key of a map.
    static MillraceException mapKey(CallSite site) {
        return mismatch("INVALID_MAP_KEY_TYPE", site.text(), site.origin())
                .with("keyType", "\"MAP\"")
                .text(cannotResolve(site.text()) + "The key of map cannot be/contain \"MAP\".");
    }

    static MillraceException mapZipKeys(CallSite site, DataType left, DataType right) {
        return mismatch("MAP_ZIP_WITH_DIFF_TYPES", site.text(), site.origin())
                .with("functionName", "`map_zip_with`")
                .with("leftType", quoted(left))
                .with("rightType", quoted(right))
                .text(
                        cannotResolve(site.text())
                                + "Input to the `map_zip_with` should have been two maps with"
                                + " compatible key types, but it's ["
                                + quoted(left)
                                + ", "
                                + quoted(right)
                                + "].");
    }

    /// A comparator that does not return an integer.
    static MillraceException lambdaReturns(CallSite site, DataType actual) {
        return mismatch("UNEXPECTED_RETURN_TYPE", site.text(), site.origin())
                .with("functionName", "`lambdafunction`")
                .with("expectedType", quoted(DataType.INTEGER))
                .with("actualType", quoted(actual))
                .text(
                        cannotResolve(site.text())
                                + "The `lambdafunction` requires return \"INT\" type, but the"
                                + " actual is "
                                + quoted(actual)
                                + " type.");
    }

    /// An array or map followed by a value that does not belong in it.
    ///
    /// @param condition ARRAY_FUNCTION_DIFF_TYPES or MAP_FUNCTION_DIFF_TYPES
    static MillraceException differs(
            CallSite site, String condition, String collection, DataType left, DataType right) {
        return mismatch(condition, site.text(), site.origin())
                .with("functionName", "`" + site.name() + "`")
                .with("dataType", quoted(collection))
                .with("leftType", quoted(left))
                .with("rightType", quoted(right))
                .text(
                        cannotResolve(site.text())
                                + "Input to `"
                                + site.name()
                                + "` should have been "
                                + quoted(collection)
                                + " followed by a value with same "
                                + (collection.equals("MAP") ? "key" : "element")
                                + " type, but it's ["
                                + quoted(left)
                                + ", "
                                + quoted(right)
                                + "].");
    }

    static MillraceException arraysDiffer(CallSite site, DataType left, DataType right) {
        return mismatch("BINARY_ARRAY_DIFF_TYPES", site.text(), site.origin())
                .with("functionName", "`" + site.name() + "`")
                .with("arrayType", "\"ARRAY\"")
                .with("leftType", quoted(left))
                .with("rightType", quoted(right))
                .text(
                        cannotResolve(site.text())
                                + "Input to function `"
                                + site.name()
                                + "` should have been two \"ARRAY\" with same element type, but"
                                + " it's ["
                                + quoted(left)
                                + ", "
                                + quoted(right)
                                + "].");
    }

    /// A constant that must not be NULL.
    static MillraceException unexpectedNull(CallSite site, String name) {
        return mismatch("UNEXPECTED_NULL", site.text(), site.origin())
                .with("exprName", name)
                .text(cannotResolve(site.text()) + "The " + name + " must not be null.");
    }

    /// A schema that is no constant text.
    static MillraceException noSchemaText(CallSite site, Argument schema) {
        return error("INVALID_SCHEMA.NON_STRING_LITERAL", "42K07", site.origin())
                .with("inputSchema", quoted(schema.text()))
                .text(
                        "The input schema "
                                + quoted(schema.text())
                                + " is not a valid schema string. The input expression must be"
                                + " string literal and not null.");
    }

    /// An input that a function cannot write.
    static MillraceException unsupportedInput(CallSite site, DataType type) {
        return mismatch("UNSUPPORTED_INPUT_TYPE", site.text(), site.origin())
                .with("functionName", "`" + site.name() + "`")
                .with("dataType", quoted(type))
                .text(
                        cannotResolve(site.text())
                                + "The input of `"
                                + site.name()
                                + "` can't be "
                                + quoted(type)
                                + " type data.");
    }
}
