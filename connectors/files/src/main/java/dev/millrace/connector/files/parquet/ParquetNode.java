// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connector.files.parquet;

import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/// The schema of a file as a tree.
///
/// A definition level counts how many optional or repeated nodes of a path are there, a repetition
/// level which repeated node of the path begins a new entry.
sealed interface ParquetNode {
    String name();

    FieldRepetitionType repetition();

    /// Definition level at which this node is there.
    int definition();

    /// Number of repeated nodes on the path, this one included.
    int repetitions();

    default boolean isRepeated() {
        return repetition() == FieldRepetitionType.REPEATED;
    }

    /// The first leaf at or below this node.
    Leaf firstLeaf();

    /// A node with children.
    record Group(
            String name,
            FieldRepetitionType repetition,
            int definition,
            int repetitions,
            @Nullable ConvertedType convertedType,
            List<ParquetNode> children)
            implements ParquetNode {
        @Override
        public Leaf firstLeaf() {
            return children.getFirst().firstLeaf();
        }

        /// The child of this name in any case, null if there is none.
        @Nullable ParquetNode child(String childName) {
            for (ParquetNode child : children) {
                if (child.name().equals(childName)) {
                    return child;
                }
            }
            for (ParquetNode child : children) {
                if (child.name().equalsIgnoreCase(childName)) {
                    return child;
                }
            }
            return null;
        }
    }

    /// A node with values.
    ///
    /// @param index of its chunk in every row group
    /// @param length of a FIXED_LEN_BYTE_ARRAY
    record Leaf(
            String name,
            FieldRepetitionType repetition,
            int definition,
            int repetitions,
            int index,
            Type type,
            int length,
            @Nullable ConvertedType convertedType,
            @Nullable LogicalType logicalType,
            int precision,
            int scale)
            implements ParquetNode {
        @Override
        public Leaf firstLeaf() {
            return this;
        }
    }

    /// The tree of a footer's elements, which stand in depth-first order.
    static Group root(List<SchemaElement> elements) {
        return (Group) new Builder(elements).node(0, 0);
    }

    /// Turns the flat list into the tree.
    final class Builder {
        private final List<SchemaElement> elements;
        private int next;
        private int leafCount;

        private Builder(List<SchemaElement> elements) {
            this.elements = elements;
        }

        private ParquetNode node(int parentDefinition, int parentRepetitions) {
            boolean isRoot = next == 0;
            SchemaElement element = elements.get(next++);
            FieldRepetitionType repetition =
                    isRoot || !element.isSetRepetition_type()
                            ? FieldRepetitionType.REQUIRED
                            : element.getRepetition_type();
            int definition =
                    parentDefinition + (repetition == FieldRepetitionType.REQUIRED ? 0 : 1);
            int repetitions =
                    parentRepetitions + (repetition == FieldRepetitionType.REPEATED ? 1 : 0);
            if (!element.isSetType()) {
                List<ParquetNode> children = new ArrayList<>();
                for (int i = 0; i < element.getNum_children(); i++) {
                    children.add(node(definition, repetitions));
                }
                return new Group(
                        element.getName(),
                        repetition,
                        definition,
                        repetitions,
                        groupType(element),
                        children);
            }
            LogicalType logical = element.getLogicalType();
            boolean decimal = logical != null && logical.isSetDECIMAL();
            return new Leaf(
                    element.getName(),
                    repetition,
                    definition,
                    repetitions,
                    leafCount++,
                    element.getType(),
                    element.getType_length(),
                    decimal ? ConvertedType.DECIMAL : element.getConverted_type(),
                    logical,
                    decimal ? logical.getDECIMAL().getPrecision() : element.getPrecision(),
                    decimal ? logical.getDECIMAL().getScale() : element.getScale());
        }

        private static @Nullable ConvertedType groupType(SchemaElement element) {
            LogicalType logical = element.getLogicalType();
            if (logical != null && logical.isSetLIST()) {
                return ConvertedType.LIST;
            }
            if (logical != null && logical.isSetMAP()) {
                return ConvertedType.MAP;
            }
            return element.getConverted_type();
        }
    }
}
