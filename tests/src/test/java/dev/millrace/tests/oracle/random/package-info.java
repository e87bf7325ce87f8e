// SPDX-License-Identifier: Apache-2.0
/// Streaming queries and their input, made from a seed, to be asked of two engines. A query is data
/// (`RandomQuery`: a pipeline of `Step`s, and files that arrive one after the other), so that one
/// that fails can be printed and made smaller.
@NullMarked
package dev.millrace.tests.oracle.random;

import org.jspecify.annotations.NullMarked;
