package io.github.wirespeed.conformance.interop;

/** Our client against Netty's server. */
class OurClientAgainstNettyTest extends OurClientContract {
  @Override
  ForeignServer start() throws Exception {
    return new NettyServer(false);
  }
}
