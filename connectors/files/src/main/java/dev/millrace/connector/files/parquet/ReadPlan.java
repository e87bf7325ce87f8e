// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import dev.millrace.spi.error.ErrorKind;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.storage.FileInput;
import dev.millrace.spi.type.DataType;
import dev.millrace.spi.type.StructField;

import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What to read of one row group: the wanted fields, matched by name in any case with the file's,
/// and the leaves that they need.
final class ReadPlan {
    private final FileInput file;
    private final String uri;
    private final RowGroup rowGroup;
    private final ReadFigures figures;
    private final Map<Integer, LeafReader> leaves = new TreeMap<>();
    private final List<ColumnAssembler> columns = new ArrayList<>();

    ReadPlan(
            FileInput file,
            String uri,
            ParquetNode.Group root,
            RowGroup rowGroup,
            DataType.Struct schema,
            ReadFigures figures) {
        this.file = file;
        this.figures = figures;
        this.uri = uri;
        this.rowGroup = rowGroup;
        for (StructField field : schema.fields()) {
            columns.add(field(root, field.name(), field.type(), 0));
        }
    }

    /// The columns, in the order of the wanted fields.
    List<ColumnAssembler> columns() {
        return columns;
    }

    /// The leaves that have to be read.
    List<LeafReader> leaves() {
        return List.copyOf(leaves.values());
    }

    /// @param definition level at which the innermost repeated ancestor is there
    private ColumnAssembler field(
            ParquetNode.Group parent, String name, DataType type, int definition) {
        ParquetNode node = parent.child(name);
        return node == null ? new ColumnAssembler.Missing(type) : node(node, type, definition);
    }

    private ColumnAssembler node(ParquetNode node, DataType type, int definition) {
        int ancestors = node.repetitions() - (node.isRepeated() ? 1 : 0);
        if (node.isRepeated() && type instanceof DataType.Array array) {
            // A repeated field without a list around it.
            ColumnAssembler.Place place = place(node, ancestors, definition);
            ColumnAssembler.Place entry = place(node, node.repetitions(), node.definition());
            return new ColumnAssembler.Entries(
                    place,
                    node.definition() - 1,
                    entry,
                    List.of(element(node, array.element(), node.definition())));
        }
        return element(node, type, definition);
    }

    /// A node whose own repetition, if it has any, is already dealt with.
    private ColumnAssembler element(ParquetNode node, DataType type, int definition) {
        ColumnAssembler.Place place = place(node, node.repetitions(), definition);
        return switch (node) {
            case ParquetNode.Leaf leaf -> {
                LeafConversion conversion = LeafConversion.of(leaf, type);
                if (conversion == null) {
                    throw mismatch(leaf, type);
                }
                yield new ColumnAssembler.Values(place, conversion);
            }
            case ParquetNode.Group group ->
                    switch (type) {
                        case DataType.Struct struct -> struct(group, struct, place);
                        case DataType.Array array when ParquetTypes.isList(group) ->
                                list(group, array, place);
                        case DataType.Map map when ParquetTypes.isMap(group) ->
                                map(group, map, place);
                        default -> throw mismatch(group, type);
                    };
        };
    }

    private ColumnAssembler struct(
            ParquetNode.Group group, DataType.Struct type, ColumnAssembler.Place place) {
        List<ColumnAssembler> fields = new ArrayList<>();
        for (StructField field : type.fields()) {
            fields.add(field(group, field.name(), field.type(), place.definition()));
        }
        return new ColumnAssembler.Fields(place, group.definition(), fields);
    }

    private ColumnAssembler list(
            ParquetNode.Group group, DataType.Array type, ColumnAssembler.Place place) {
        ParquetNode repeated = group.children().getFirst();
        ParquetNode element = ParquetTypes.element(group);
        return new ColumnAssembler.Entries(
                place,
                group.definition(),
                place(repeated, repeated.repetitions(), repeated.definition()),
                List.of(element(element, type.element(), repeated.definition())));
    }

    private ColumnAssembler map(
            ParquetNode.Group group, DataType.Map type, ColumnAssembler.Place place) {
        ParquetNode.Group repeated = (ParquetNode.Group) group.children().getFirst();
        int definition = repeated.definition();
        return new ColumnAssembler.Entries(
                place,
                group.definition(),
                place(repeated, repeated.repetitions(), definition),
                List.of(
                        element(repeated.children().get(0), type.key(), definition),
                        element(repeated.children().get(1), type.value(), definition)));
    }

    private ColumnAssembler.Place place(ParquetNode node, int repetitions, int definition) {
        ParquetNode.Leaf leaf = node.firstLeaf();
        LeafReader reader =
                leaves.computeIfAbsent(
                        leaf.index(),
                        index ->
                                new LeafReader(
                                        leaf,
                                        file,
                                        rowGroup.getColumns().get(index).getMeta_data(),
                                        figures));
        return new ColumnAssembler.Place(reader, repetitions, definition);
    }

    /// The name that Spark's reader has for the physical type of a column.
    private static String physicalName(ParquetNode node) {
        if (!(node instanceof ParquetNode.Leaf leaf)) {
            return "group";
        }
        return leaf.type() == Type.BYTE_ARRAY ? "BINARY" : leaf.type().name();
    }

    private MillraceException mismatch(ParquetNode node, DataType type) {
        String physical = physicalName(node);
        return MillraceException.of(
                        ErrorKind.EXECUTION,
                        "FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH",
                        "KD001")
                .with("path", uri)
                .with("column", "[" + node.name() + "]")
                .with("expectedType", type.simpleName())
                .with("actualType", physical)
                .text(
                        "Encountered error while reading file "
                                + uri
                                + ". Data type mismatches when reading Parquet column ["
                                + node.name()
                                + "]. Expected Spark type "
                                + type.simpleName()
                                + ", actual Parquet type "
                                + physical
                                + ".");
    }
}
