package io.github.wirespeed.conformance.interop;

/** Our server against JavaWebSocket's client. */
class OurServerAgainstJavaWebSocketTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new JavaWebSocketClient(false);
  }
}
