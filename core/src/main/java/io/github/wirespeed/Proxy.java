package io.github.wirespeed;

import io.github.wirespeed.client.ProxyHop;

/** Which proxy a connection goes through. Immutable. */
public final class Proxy {
  private static final Proxy NONE = new Proxy(ProxyHop.Choice.NONE);

  private final ProxyHop.Choice choice;

  private Proxy(ProxyHop.Choice choice) {
    this.choice = choice;
  }

  /** None: straight to the server. */
  public static Proxy none() {
    return NONE;
  }

  ProxyHop.Choice choice() {
    return choice;
  }
}
