package io.github.wirespeed.conformance.interop;

/** Our server against the client of npm ws, where that is installed. */
class OurServerAgainstNodeTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new ProgramClient(PeerRuntime.NODE, false);
  }
}
