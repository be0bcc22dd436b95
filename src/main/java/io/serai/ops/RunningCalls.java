package io.serai.ops;

import io.serai.chat.Call;
import io.serai.chat.CallObserver;
import io.serai.chat.ChatException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The calls that have begun and not ended. */
public final class RunningCalls implements CallObserver {
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    @Override
    public void begun(Call call) {
        calls.add(call);
    }

    @Override
    public void ended(Call call) {
        calls.remove(call);
    }

    @Override
    public void deferred(Call call) {
        calls.remove(call);
    }

    /** How many of a kind there are. */
    public int count(Predicate<Call> which) {
        return (int) calls.stream().filter(which).count();
    }

    /** Gives up those that came in a certain way, each with the reason that its client is given. */
    public void giveUp(Predicate<Call> which, ChatException why) {
        calls.stream().filter(which).forEach(call -> call.giveUp(why));
    }
}
