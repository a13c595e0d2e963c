/** A network between the two ends that does what networks do. */
package io.github.wirespeed.conformance.faults;
