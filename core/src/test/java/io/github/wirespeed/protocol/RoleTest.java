package io.github.wirespeed.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RoleTest {
  @Test
  void onlyTheClientMasks() {
    assertThat(Role.CLIENT.masks()).isTrue();
    assertThat(Role.SERVER.masks()).isFalse();
    assertThat(Role.CLIENT.peerMasks()).isFalse();
    assertThat(Role.SERVER.peerMasks()).isTrue();
  }

  @Test
  void eachIsTheOthersPeer() {
    assertThat(Role.CLIENT.peer()).isEqualTo(Role.SERVER);
    assertThat(Role.SERVER.peer()).isEqualTo(Role.CLIENT);
  }
}
