// SPDX-License-Identifier: Apache-2.0
package dev.millrace.plan.analysis;

import dev.millrace.plan.function.FunctionRegistry;
import dev.millrace.plan.logical.LogicalPlan;
import dev.millrace.plan.logical.PlanValidator;
import dev.millrace.plan.optimizer.ConstantEvaluator;
import dev.millrace.plan.relation.ParsedExpression;
import dev.millrace.plan.relation.Relation;
import dev.millrace.plan.relation.StatisticRelation;
import dev.millrace.plan.relation.TypedRelation;
import dev.millrace.spi.error.MillraceException;
import dev.millrace.spi.type.DataType;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Turns what the user wrote into what it means. One object may analyse any number of relations,
/// one at a time; column ids never repeat within it.
public final class Analyzer {
    /// `spark.sql.view.maxNestedViewDepth`
    private static final int MAX_VIEW_DEPTH = 100;

    private final AnalysisContext context;
    private final Sources sources;

    /// How many views of the catalog lie around.
    private final int viewDepth;

    /// Named queries of WITH that are in reach.
    private Map<String, NamedQuery> namedQueries = Map.of();

    /// @param scope the named queries that its own text may use
    /// @param rows what it means in its own recursion, null outside
    private record NamedQuery(
            Relation.With.Definition definition,
            Map<String, NamedQuery> scope,
            Recursions.@Nullable Rows rows) {}

    public Analyzer(Catalog catalog, FunctionRegistry functions, AnalysisSettings settings) {
        this(catalog, functions, settings, constant -> constant);
    }

    /// @param constants computes arguments that have to be known before anything runs
    public Analyzer(
            Catalog catalog,
            FunctionRegistry functions,
            AnalysisSettings settings,
            ConstantEvaluator constants) {
        this(catalog, functions, settings, constants, new AtomicLong()::incrementAndGet, 0);
    }

    private Analyzer(
            Catalog catalog,
            FunctionRegistry functions,
            AnalysisSettings settings,
            ConstantEvaluator constants,
            LongSupplier ids,
            int viewDepth) {
        this.context =
                new AnalysisContext(
                        catalog,
                        functions,
                        settings,
                        constants,
                        ids,
                        new OuterQueries(this::resolve));
        this.sources = new Sources(context);
        this.viewDepth = viewDepth;
    }

    /// An analyser of a view's query.
    private Analyzer inside(List<String> view, Catalog catalog, AnalysisSettings settings) {
        if (viewDepth == MAX_VIEW_DEPTH) {
            throw ViewOutput.nestedTooDeep(view, MAX_VIEW_DEPTH);
        }
        return new Analyzer(
                catalog,
                context.functions(),
                settings,
                context.constants(),
                context.ids(),
                viewDepth + 1);
    }

    /// The meaning of the relation, validated. Its output has exactly the columns and names that
    /// the user sees.
    ///
    /// @throws MillraceException whatever Spark's analyser would say
    public LogicalPlan analyze(Relation relation) {
        LogicalPlan plan = new InputFiles(context).resolved(resolve(relation).exact());
        PlanValidator.check(plan, "analysis");
        if (!context.settings().timeType()) {
            refuseTimes(plan.schema());
        }
        return plan;
    }

    /// Spark 4.2 has the type TIME, but no columns of it unless a setting allows them.
    private static void refuseTimes(DataType type) {
        switch (type) {
            case DataType.Time ignored ->
                    throw NameErrors.error("UNSUPPORTED_TIME_TYPE", "0A000", null)
                            .text("The data type TIME is not supported.");
            case DataType.Array array -> refuseTimes(array.element());
            case DataType.Map map -> {
                refuseTimes(map.key());
                refuseTimes(map.value());
            }
            case DataType.Struct struct -> struct.fields().forEach(f -> refuseTimes(f.type()));
            default -> {}
        }
    }

    Analyzed resolve(Relation relation) {
        try {
            return resolved(relation);
        } catch (MillraceException failure) {
            throw new CallShapes(context).first(failure, relation);
        }
    }

    private Analyzed resolved(Relation relation) {
        return switch (relation) {
            case Relation.Tagged(long planId, Relation input) -> {
                Analyzed tagged =
                        switch (input) {
                            case Relation.Read read -> sources.read(read, planId);
                            case Relation.NamedTable table -> namedTable(table, planId);
                            default -> resolve(input);
                        };
                yield new Analyzed(
                        tagged.plan(), tagged.scope().tagged(planId), tagged.selection());
            }
            case Relation.Read read -> sources.read(read, null);
            case Relation.NamedTable table -> namedTable(table, null);
            case Relation.LocalTable table -> sources.local(table);
            case Relation.KeptFrame frame -> sources.kept(frame);
            case Relation.InlineTable table -> sources.inline(table);
            case Relation.Range range -> sources.range(range);
            case Relation.RangeCall call ->
                    sources.range(
                            new RangeArguments(context, over(Scope.of(List.of()), "range"))
                                    .range(call));
            case Relation.OneRow ignored -> sources.oneRow();
            case Relation.Project project -> selections().project(project);
            case Relation.Filter filter -> selections().filter(filter);
            case Relation.Aggregate aggregate -> selections().aggregate(aggregate);
            case Relation.Sort sort -> selections().sort(sort);
            case Relation.LateralView view -> selections().lateralView(view);
            case Relation.Observe observe -> selections().observe(observe);
            case Relation.Pivot pivot -> new Pivots(this, context).resolve(pivot);
            case Relation.Unpivot unpivot -> new Pivots(this, context).resolve(unpivot);
            case Relation.Qualify qualify -> selections().qualify(qualify);
            case Relation.PipeProject project -> selections().pipeProject(project);
            case Relation.PipeAggregate aggregate -> selections().pipeAggregate(aggregate);
            case Relation.PipeSet set -> selections().pipeSet(set);
            case Relation.Join join -> new Joins(this, context).join(join);
            case Relation.LateralJoin join -> new Joins(this, context).lateral(join);
            case Relation.SetOperation operation ->
                    new SetOperations(this, context).resolve(operation);
            case Relation.Limit(var input, var count) -> edits().limit(resolve(input), null, count);
            case Relation.Offset(var input, var count) ->
                    edits().limit(resolve(input), count, null);
            case Relation.Tail(var input, int count) -> edits().tail(resolve(input), count);
            case Relation.Distinct distinct -> edits().distinct(distinct);
            case Relation.Deduplicate deduplicate -> edits().deduplicate(deduplicate);
            case Relation.SubqueryAlias alias -> edits().alias(alias);
            case Relation.With with -> with(with);
            case Relation.Repartition repartition -> edits().repartition(repartition);
            case Relation.Renamed renamed -> edits().renamed(resolve(renamed.input()), renamed);
            case Relation.WithColumns columns -> selections().withColumns(columns);
            case Relation.WithColumnsRenamed renamed -> edits().columnsRenamed(renamed);
            case Relation.Drop drop -> edits().drop(drop);
            case Relation.Sample sample -> edits().sample(sample);
            case Relation.Watermark watermark -> edits().watermark(watermark);
            case Relation.ToSchema schema -> edits().toSchema(schema);
            case Relation.Hint(var input, var name) -> {
                Analyzed hinted = resolve(input);
                yield name.isEmpty() ? new Analyzed(hinted.plan(), hinted.scope()) : hinted;
            }
            case Relation.FillNulls fill -> edits().fillNulls(fill);
            case Relation.DropNulls drop -> edits().dropNulls(drop);
            case StatisticRelation statistic ->
                    resolve(
                            new Statistics(context, resolve(statistic.input()).exact().schema())
                                    .relation(statistic));
            case TypedRelation typed -> new TypedRelations(this, context).resolve(typed);
            case Relation.ShowText ignored ->
                    throw MillraceException.bug("ShowText is formatted by the runtime");
        };
    }

    private Selections selections() {
        return new Selections(this, context);
    }

    private ColumnEdits edits() {
        return new ColumnEdits(this, context);
    }

    private Analyzed with(Relation.With with) {
        Map<String, NamedQuery> before = namedQueries;
        try {
            for (Relation.With.Definition definition : with.definitions()) {
                Map<String, NamedQuery> extended = new HashMap<>(namedQueries);
                extended.put(
                        key(definition.name()), new NamedQuery(definition, namedQueries, null));
                namedQueries = Map.copyOf(extended);
            }
            return resolve(with.body());
        } finally {
            namedQueries = before;
        }
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /// @param planId the number that the client gave to the relation, null for none
    private Analyzed namedTable(Relation.NamedTable table, @Nullable Long planId) {
        NamedQuery query =
                table.name().size() == 1 ? namedQueries.get(key(table.name().getFirst())) : null;
        if (query != null) {
            Relation.With.Definition definition = query.definition();
            if (query.rows() != null) {
                Analyzed rows = query.rows().use(context);
                return new Analyzed(rows.plan(), rows.scope().qualified(definition.name()));
            }
            Analyzed inner =
                    definition.recursion() == null
                            ? within(query.scope(), definition.query())
                            : new Recursions(this, context).resolve(definition, query.scope());
            Analyzed resolved = new Analyzed(inner.plan(), inner.scope().withoutMetadata());
            Relation.SubqueryAlias alias =
                    new Relation.SubqueryAlias(
                            definition.query(), definition.name(), definition.columns());
            return edits().alias(resolved, alias);
        }
        Catalog.Entry entry = context.catalog().entry(table.name(), table.options());
        return switch (entry) {
            case null ->
                    throw NameErrors.unresolvedTable(
                            table.name(), context.catalog().currentDatabase(), table.origin());
            case Catalog.Entry.Source(List<String> name, var request) -> {
                Relation.Read named = new Relation.Read(request, table.isStreaming());
                Analyzed read = sources.read(named, planId);
                yield new Analyzed(read.plan(), read.scope().qualified(name));
            }
            case Catalog.Entry.Stored(String name, var stored) ->
                    streamed(table, sources.table(name, stored));
            case Catalog.Entry.SavedView view -> {
                Analyzed resolved =
                        inside(view.name(), view.catalog(), view.settings())
                                .resolve(view.relation());
                yield streamed(table, new ViewOutput(context, table.origin()).of(view, resolved));
            }
            case Catalog.Entry.View(List<String> name, Relation relation, var catalog) -> {
                Analyzed resolved =
                        catalog == null
                                ? within(Map.of(), relation)
                                : inside(name, catalog, context.settings()).resolve(relation);
                yield streamed(
                        table,
                        new Analyzed(
                                resolved.exact(),
                                resolved.scope()
                                        .withoutFrames()
                                        .withoutMetadata()
                                        .qualified(name)));
            }
        };
    }

    /// A temporary view that is asked for as a stream must be one.
    private static Analyzed streamed(Relation.NamedTable table, Analyzed resolved) {
        if (table.isStreaming() && !resolved.plan().isStreaming()) {
            throw NameErrors.notAStream(table.name(), table.origin());
        }
        return resolved;
    }

    /// Resolves a part of a recursive query.
    ///
    /// @param scope the named queries around it
    /// @param rows what its own name means
    Analyzed withinItself(
            Relation part,
            Relation.With.Definition definition,
            Map<String, ?> scope,
            Recursions.Rows rows) {
        Map<String, NamedQuery> all = new HashMap<>();
        scope.forEach((name, named) -> all.put(name, (NamedQuery) named));
        all.put(key(definition.name()), new NamedQuery(definition, Map.of(), rows));
        return within(all, part);
    }

    private Analyzed within(Map<String, NamedQuery> scope, Relation relation) {
        Map<String, NamedQuery> before = namedQueries;
        namedQueries = scope;
        try {
            return context.outer().alone(() -> resolve(relation));
        } finally {
            namedQueries = before;
        }
    }

    /// A resolver of expressions over the columns of one input.
    ///
    /// @param place as messages name it
    ExpressionResolver over(Scope scope, String place) {
        return over(scope, new NoCollector(place));
    }

    ExpressionResolver over(Scope scope, Collector collector) {
        return new ExpressionResolver(context, names(scope), collector);
    }

    ExpressionResolver.Names names(Scope scope) {
        return new ScopeNames(scope, context);
    }

    /// Looks names up in one scope.
    private record ScopeNames(Scope scope, AnalysisContext context)
            implements ExpressionResolver.Names {
        @Override
        public Resolved column(ParsedExpression.Name name) {
            @Nullable Resolved found = scope.find(name, context);
            if (found != null) {
                return found;
            }
            if (name.planId() != null) {
                throw NameErrors.unresolvedFrameColumn(name.parts(), name.origin());
            }
            @Nullable Resolved outer = context.outer().find(name);
            if (outer != null) {
                return outer;
            }
            throw NameErrors.unresolvedColumn(name.parts(), scope.paths(), name.origin());
        }

        @Override
        public List<Resolved> star(ParsedExpression.Star star) {
            try {
                return scope.expand(star, context);
            } catch (MillraceException e) {
                return context.outer().star(star, e);
            }
        }

        @Override
        public List<Resolved> matching(String pattern) {
            return scope.matching(pattern, context);
        }
    }
}
