/** Every limit one below, at it and one above, and memory under attack. */
package io.github.wirespeed.conformance.limits;
