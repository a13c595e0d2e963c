package io.github.wirespeed.conformance.interop;

/** Our server against Jetty's client. */
class OurServerAgainstJettyTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new JettyClient(false);
  }
}
