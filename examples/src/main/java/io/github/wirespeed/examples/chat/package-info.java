/** A chat with rooms, and live quotes, for browsers: the page and what it talks to, on one port. */
package io.github.wirespeed.examples.chat;
