package io.github.wirespeed.conformance.interop;

/** Our server against the client of Python websockets, where that is installed. */
class OurServerAgainstPythonTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new ProgramClient(PeerRuntime.PYTHON, false);
  }
}
