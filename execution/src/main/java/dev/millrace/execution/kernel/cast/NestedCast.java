// SPDX-License-Identifier: Apache-2.0
package dev.millrace.execution.kernel.cast;

import dev.millrace.execution.kernel.call.Kernel;
import dev.millrace.execution.kernel.call.KernelContext;
import dev.millrace.spi.column.ArrayColumn;
import dev.millrace.spi.column.Column;
import dev.millrace.spi.column.MapColumn;
import dev.millrace.spi.column.StructColumn;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// Casts of arrays, maps and structs: their parts are cast, as whole columns.
///
/// Views may leave gaps in the child columns. What is in a gap is no value of the query and must
/// not
/// fail, so children are gathered first where the parent's rows do not cover them.
final class NestedCast {
    private NestedCast() {}

    static @Nullable Kernel of(CastSite site) {
        return switch (site.to()) {
            case DataType.Array(var element, var ignored)
                    when site.from() instanceof DataType.Array source -> {
                Kernel kernel = child(site, source.element(), element);
                yield (arguments, rowCount, context) ->
                        array((ArrayColumn) arguments[0], kernel, rowCount, context);
            }
            case DataType.Map(var key, var value, var ignored)
                    when site.from() instanceof DataType.Map source -> {
                Kernel keys = child(site, source.key(), key);
                Kernel values = child(site, source.value(), value);
                yield (arguments, rowCount, context) ->
                        map((MapColumn) arguments[0], keys, values, rowCount, context);
            }
            case DataType.Struct target
                    when site.from() instanceof DataType.Struct source
                            && source.size() == target.size() -> {
                List<Kernel> fields = new ArrayList<>();
                for (int i = 0; i < target.size(); i++) {
                    fields.add(child(site, source.field(i).type(), target.field(i).type()));
                }
                yield (arguments, rowCount, context) ->
                        struct((StructColumn) arguments[0], fields, rowCount, context);
            }
            default -> null;
        };
    }

    private static Kernel child(CastSite site, DataType from, DataType to) {
        return CastKernels.of(from, to, site.misfit(), site.origin());
    }

    private static Column array(
            ArrayColumn column, Kernel kernel, int rowCount, KernelContext context) {
        int[] lengths = new int[rowCount];
        int total = 0;
        for (int i = 0; i < rowCount; i++) {
            lengths[i] = column.isNull(i) ? 0 : column.length(i);
            total += lengths[i];
        }
        int[] rows = new int[total];
        int[] starts = new int[rowCount];
        int at = 0;
        for (int i = 0; i < rowCount; i++) {
            starts[i] = at;
            for (int k = 0; k < lengths[i]; k++) {
                rows[at++] = column.start(i) + k;
            }
        }
        Column elements = column.elements().gather(rows, total);
        Column cast = kernel.evaluate(new Column[] {elements}, total, context);
        return new ArrayColumn(cast, starts, lengths, column.validity(), rowCount);
    }

    private static Column map(
            MapColumn column, Kernel keys, Kernel values, int rowCount, KernelContext context) {
        int[] lengths = new int[rowCount];
        int total = 0;
        for (int i = 0; i < rowCount; i++) {
            lengths[i] = column.isNull(i) ? 0 : column.length(i);
            total += lengths[i];
        }
        int[] rows = new int[total];
        int[] starts = new int[rowCount];
        int at = 0;
        for (int i = 0; i < rowCount; i++) {
            starts[i] = at;
            for (int k = 0; k < lengths[i]; k++) {
                rows[at++] = column.start(i) + k;
            }
        }
        return new MapColumn(
                keys.evaluate(new Column[] {column.keys().gather(rows, total)}, total, context),
                values.evaluate(new Column[] {column.values().gather(rows, total)}, total, context),
                starts,
                lengths,
                column.validity(),
                rowCount);
    }

    private static Column struct(
            StructColumn column, List<Kernel> kernels, int rowCount, KernelContext context) {
        int[] rows = new int[rowCount];
        for (int i = 0; i < rowCount; i++) {
            rows[i] = column.isNull(i) ? -1 : i;
        }
        List<Column> fields = new ArrayList<>();
        for (int i = 0; i < kernels.size(); i++) {
            Column field = column.field(i);
            Column safe = column.validity() == null ? field : field.gather(rows, rowCount);
            fields.add(kernels.get(i).evaluate(new Column[] {safe}, rowCount, context));
        }
        return new StructColumn(fields, column.validity(), rowCount);
    }
}
