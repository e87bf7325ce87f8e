// SPDX-License-Identifier: Apache-2.0
/// Operators that hand rows to user code and take what it makes of them. Which columns make an
/// object, and how, is known to the functions alone (`spi.function`).
@NullMarked
package dev.millrace.execution.operator.user;

import org.jspecify.annotations.NullMarked;
