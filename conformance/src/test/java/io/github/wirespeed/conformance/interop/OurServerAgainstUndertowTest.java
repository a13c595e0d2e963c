package io.github.wirespeed.conformance.interop;

/** Our server against Undertow's client. */
class OurServerAgainstUndertowTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new UndertowClient(false);
  }
}
