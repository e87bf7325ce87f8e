// SPDX-License-Identifier: Apache-2.0
/// JSON as checkpoints and progress need it: a value tree that prints itself in one line, and its
/// reader. Knows nothing of what the values mean.
@NullMarked
package dev.millrace.runtime.json;

import org.jspecify.annotations.NullMarked;
