/** Our four client APIs in one shape, so that one suite of tests runs over all of them. */
package io.github.wirespeed.conformance.api;
