/**
 * The conformance kit: every rule of the RFCs that concerns an endpoint as lines of bytes, each in
 * both roles, over every API, in every delivery. The page of it is {@code docs/conformance.md}.
 */
package io.github.wirespeed.conformance.kit;
