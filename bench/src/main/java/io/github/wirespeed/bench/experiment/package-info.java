/**
 * What an experiment is: a question, its cases, and for each the variants that are compared. Who
 * asks the questions depends on it, and who runs them, and neither on the other.
 */
package io.github.wirespeed.bench.experiment;
