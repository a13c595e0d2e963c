/** Whether two runs say the same: a figure is worth what a second run makes of it. */
package io.github.wirespeed.bench.compare;
