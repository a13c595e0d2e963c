/** The Wirespeed WebSocket server, built on the Wirespeed core. */
module io.github.wirespeed.server {
  requires transitive io.github.wirespeed.core;

  exports io.github.wirespeed.server;
}
