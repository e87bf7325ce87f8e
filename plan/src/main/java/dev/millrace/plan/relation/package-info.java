// SPDX-License-Identifier: Apache-2.0
/// What the user wrote: relations and expressions with names, not yet meaning. Both the Connect
/// protocol and SQL text become this one form. Read `Relation`, then `ParsedExpression`. Nothing
/// here knows a type that was not written down.
@NullMarked
package dev.millrace.plan.relation;

import org.jspecify.annotations.NullMarked;
