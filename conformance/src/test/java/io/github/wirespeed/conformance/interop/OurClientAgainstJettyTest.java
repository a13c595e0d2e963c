package io.github.wirespeed.conformance.interop;

/** Our client against Jetty's server. */
class OurClientAgainstJettyTest extends OurClientContract {
  @Override
  ForeignServer start() throws Exception {
    return new JettyServer(false);
  }
}
