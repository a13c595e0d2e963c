/**
 * Every value that there is, judged by the library and by an oracle that was written from the RFCs
 * alone. The verdicts are checked in, in {@code conformance/verdicts}; {@link
 * io.github.wirespeed.conformance.tables.Verdicts} says how they are written.
 */
package io.github.wirespeed.conformance.tables;
