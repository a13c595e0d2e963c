package io.github.wirespeed.conformance.interop;

/** Our client against JavaWebSocket's server. */
class OurClientAgainstJavaWebSocketTest extends OurClientContract {
  @Override
  ForeignServer start() throws Exception {
    return new JavaWebSocketServer(false);
  }
}
