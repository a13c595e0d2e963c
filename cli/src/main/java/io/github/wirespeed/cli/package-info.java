/** The command line tool behind {@code ./ws}. */
package io.github.wirespeed.cli;
