/** Makes the topics of several Wirespeed servers one, through NATS. */
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"}) // jnats is no module yet
module io.github.wirespeed.nats {
  requires transitive io.github.wirespeed.server;
  requires transitive io.nats.jnats;

  exports io.github.wirespeed.nats;
}
