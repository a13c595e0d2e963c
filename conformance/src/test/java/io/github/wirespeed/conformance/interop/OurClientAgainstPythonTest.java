package io.github.wirespeed.conformance.interop;

/** Our client against the server of Python websockets, where that is installed. */
class OurClientAgainstPythonTest extends OurClientContract {
  @Override
  ForeignServer start() throws Exception {
    return new ProgramServer(PeerRuntime.PYTHON, false);
  }
}
