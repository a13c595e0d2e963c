package io.github.wirespeed.conformance.interop;

/** Our client against Undertow's server. */
class OurClientAgainstUndertowTest extends OurClientContract {
  @Override
  ForeignServer start() throws Exception {
    return new UndertowServer(false);
  }
}
