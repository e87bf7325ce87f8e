// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel;

import dev.millrace.execution.kernel.collection.MapKeys;
import dev.millrace.plan.expression.Attribute;
import dev.millrace.plan.expression.Expression;
import dev.millrace.spi.column.BooleanColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.ColumnBatch;
import dev.millrace.spi.column.ColumnBuilder;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.Validity;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import java.util.List;

/// Functions of maps that apply lambdas to their entries.
final class MapLambdas {
    private MapLambdas() {}

    static Evaluator compile(Expression.Call call, List<Attribute> input) {
        return switch (call.function()) {
            case "map_filter" -> filter(call, input);
            case "transform_keys" -> transform(call, input, true);
            case "transform_values" -> transform(call, input, false);
            case "map_zip_with" -> zipWith(call, input);
            default -> throw MillraceException.bug("no function " + call.function());
        };
    }

    private static Column applied(
            LambdaBody body,
            ColumnBatch batch,
            EvaluationContext context,
            MapColumn map,
            Elements entries,
            DataType.Map type) {
        return body.evaluate(
                batch,
                entries,
                context,
                entries.of(map.keys(), type.key()),
                entries.of(map.values(), type.value()));
    }

    private static Evaluator filter(Expression.Call call, List<Attribute> input) {
        Evaluator source = HigherOrderCalls.argument(call, 0, input);
        LambdaBody body = HigherOrderCalls.body(call, 1, input);
        DataType.Map type = (DataType.Map) call.type();
        return (batch, context) -> {
            MapColumn map = (MapColumn) source.evaluate(batch, context);
            Elements entries = Elements.of(map);
            BooleanColumn keeps = Logic.booleans(applied(body, batch, context, map, entries, type));
            Elements kept = HigherOrderCalls.kept(entries, keeps, batch.rowCount());
            return new MapColumn(
                    kept.of(map.keys(), type.key()),
                    kept.of(map.values(), type.value()),
                    kept.starts(),
                    kept.lengths(),
                    map.validity(),
                    batch.rowCount());
        };
    }

    private static Evaluator transform(
            Expression.Call call, List<Attribute> input, boolean changesKeys) {
        Evaluator source = HigherOrderCalls.argument(call, 0, input);
        LambdaBody body = HigherOrderCalls.body(call, 1, input);
        DataType.Map given = (DataType.Map) call.arguments().getFirst().type();
        DataType key = ((DataType.Map) call.type()).key();
        return (batch, context) -> {
            MapColumn map = (MapColumn) source.evaluate(batch, context);
            Elements entries = Elements.of(map);
            Column changed = applied(body, batch, context, map, entries, given);
            if (changesKeys) {
                MapKeys unique = new MapKeys(key);
                for (int i = 0; i < entries.count(); i++) {
                    unique.check(changed, entries.starts()[entries.rows()[i]], i);
                }
            }
            return new MapColumn(
                    changesKeys ? changed : entries.of(map.keys(), given.key()),
                    changesKeys ? entries.of(map.values(), given.value()) : changed,
                    entries.starts(),
                    entries.lengths(),
                    map.validity(),
                    batch.rowCount());
        };
    }

    /// The keys of the first map, then those that only the second has.
    private static Evaluator zipWith(Expression.Call call, List<Attribute> input) {
        Evaluator first = HigherOrderCalls.argument(call, 0, input);
        Evaluator second = HigherOrderCalls.argument(call, 1, input);
        LambdaBody body = HigherOrderCalls.body(call, 2, input);
        DataType.Map a = (DataType.Map) call.arguments().get(0).type();
        DataType.Map b = (DataType.Map) call.arguments().get(1).type();
        MapKeys same = new MapKeys(a.key());
        return (batch, context) -> {
            MapColumn left = (MapColumn) first.evaluate(batch, context);
            MapColumn right = (MapColumn) second.evaluate(batch, context);
            int rowCount = batch.rowCount();
            Elements ofLeft = new Elements(rowCount);
            Elements ofRight = new Elements(rowCount);
            ColumnBuilder keys = ColumnBuilder.of(a.key(), rowCount);
            for (int row = 0; row < rowCount; row++) {
                if (!left.isNull(row) && !right.isNull(row)) {
                    pair(left, right, row, same, keys, ofLeft, ofRight);
                }
                ofLeft.endRow();
                ofRight.endRow();
            }
            Column together = keys.build();
            Column values =
                    body.evaluate(
                            batch,
                            ofLeft,
                            context,
                            together,
                            ofLeft.of(left.values(), a.value()),
                            ofRight.of(right.values(), b.value()));
            return new MapColumn(
                    together,
                    values,
                    ofLeft.starts(),
                    ofLeft.lengths(),
                    Validity.and(left.validity(), right.validity()),
                    rowCount);
        };
    }

    private static void pair(
            MapColumn left,
            MapColumn right,
            int row,
            MapKeys same,
            ColumnBuilder keys,
            Elements ofLeft,
            Elements ofRight) {
        int leftEnd = left.start(row) + left.length(row);
        int rightEnd = right.start(row) + right.length(row);
        for (int i = left.start(row); i < leftEnd; i++) {
            keys.appendFrom(left.keys(), i);
            ofLeft.add(i);
            ofRight.add(same.find(right.keys(), right.start(row), rightEnd, left.keys(), i));
        }
        for (int i = right.start(row); i < rightEnd; i++) {
            if (same.find(left.keys(), left.start(row), leftEnd, right.keys(), i) < 0) {
                keys.appendFrom(right.keys(), i);
                ofLeft.add(-1);
                ofRight.add(i);
            }
        }
    }
}
