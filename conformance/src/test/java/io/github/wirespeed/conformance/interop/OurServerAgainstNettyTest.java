package io.github.wirespeed.conformance.interop;

/** Our server against Netty's client. */
class OurServerAgainstNettyTest extends OurServerContract {
  @Override
  ForeignClient client() throws Exception {
    return new NettyClient(false);
  }
}
