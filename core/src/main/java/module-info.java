/**
 * The Wirespeed core: the WebSocket protocol engine, the I/O event loop, the transports and the
 * client, without any dependency besides {@code java.base}.
 *
 * <p>Applications use the package {@code io.github.wirespeed}. The other packages are shared with
 * the Wirespeed server module only and may change in any release.
 */
// "module": the server module is built after this one and cannot be seen from here.
@SuppressWarnings("module")
module io.github.wirespeed.core {
  exports io.github.wirespeed;
  exports io.github.wirespeed.protocol to
      io.github.wirespeed.server;
  exports io.github.wirespeed.transport to
      io.github.wirespeed.server;
  exports io.github.wirespeed.loop to
      io.github.wirespeed.server;
  exports io.github.wirespeed.client to
      io.github.wirespeed.server;
}
