// SPDX-License-Identifier: Apache-2.0
/// What a micro-batch forces to the device: as much as exactly-once needs, and no more. Whether it
/// is enough is for the crash tests and the simulator to say.
@NullMarked
package dev.millrace.tests.durability;

import org.jspecify.annotations.NullMarked;
