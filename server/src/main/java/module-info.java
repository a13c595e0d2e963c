/** The Wirespeed WebSocket server, built on the Wirespeed core. */
module io.github.wirespeed.server {
  requires transitive io.github.wirespeed.core;
  // For those who record; nothing is missed where it is not there.
  requires static jdk.jfr;

  exports io.github.wirespeed.server;
}
