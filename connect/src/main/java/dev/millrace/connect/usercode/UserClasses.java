// SPDX-License-Identifier: Apache-2.0
package dev.millrace.connect.usercode;

import java.util.function.Supplier;

/// The classes of a session, as the context of a thread that runs its code.
record UserClasses(ClassLoader loader) {
    /// Runs user code.
    <T> T in(Supplier<T> code) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return code.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
