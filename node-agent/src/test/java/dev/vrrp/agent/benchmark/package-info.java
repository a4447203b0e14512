/** JMH benchmarks of what each advertisement passes through; {@code e2e/bench codec} runs them. May depend on all of the agent. */
@NullMarked
package dev.vrrp.agent.benchmark;

import org.jspecify.annotations.NullMarked;
