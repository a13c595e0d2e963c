/**
 * What a bench found, and how it is shown: for the terminal, as a page for the browser, as
 * Markdown, and line by line as JSON. It knows nothing of what is measured.
 */
package io.github.wirespeed.bench.report;
