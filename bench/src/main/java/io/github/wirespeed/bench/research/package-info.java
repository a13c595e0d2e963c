/**
 * {@code ./ws bench research}: each choice that was made against what it was chosen over, measured
 * in turns. Everything that lost is still here, so that it can be measured again.
 */
package io.github.wirespeed.bench.research;
