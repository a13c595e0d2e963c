/** A real browser for tests, spoken to with this project's own client. */
package io.github.wirespeed.examples.browser;
