package io.github.wirespeed.conformance.interop;

/** Our server against Jdk's client. */
class OurServerAgainstJdkTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new JdkClient();
  }
}
