package dev.vrrp.operator.election;

/** Whether this process decides and writes. */
@FunctionalInterface
public interface Leadership {
    /** Of a process that has no other beside it. */
    Leadership ALONE = () -> 1;

    /** Number of the term of office, another one each time that it begins to lead; 0 while it does not. */
    long term();

    default boolean leads() {
        return term() != 0;
    }
}
