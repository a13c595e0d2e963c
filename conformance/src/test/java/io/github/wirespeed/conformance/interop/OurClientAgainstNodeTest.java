package io.github.wirespeed.conformance.interop;

/** Our client against the server of npm ws, where that is installed. */
class OurClientAgainstNodeTest extends OurClientContract {
  @Override
  ForeignServer start() throws Exception {
    return new ProgramServer(PeerRuntime.NODE, false);
  }
}
