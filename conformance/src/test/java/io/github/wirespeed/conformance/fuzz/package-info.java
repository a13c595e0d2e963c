/**
 * Targets of fuzzing, each a class with a {@code fuzzerTestOneInput}, as Jazzer wants it: it takes
 * any bytes, and throws where something is not as it must be.
 */
package io.github.wirespeed.conformance.fuzz;
