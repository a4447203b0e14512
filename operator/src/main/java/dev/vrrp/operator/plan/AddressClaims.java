package dev.vrrp.operator.plan;

import dev.vrrp.operator.plan.Verdict.Reason;
import dev.vrrp.operator.plan.Verdict.Refused;
import java.net.InetAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Gives each address to one VirtualIP: to the one that holds it now, else to the oldest that asks for it. */
final class AddressClaims {
    private final Map<InetAddress, String> owners = new HashMap<>();

    private AddressClaims() {}

    /** Refuses every VirtualIP that asks for an address of another. {@code drafts} are oldest first. */
    static void settle(Collection<VirtualIPDraft> drafts) {
        AddressClaims claims = new AddressClaims();
        for (VirtualIPDraft draft : drafts) {
            draft.addressesInForce().forEach(address -> claims.owners.putIfAbsent(address, draft.name()));
        }
        drafts.stream().filter(draft -> draft.refusal == null).forEach(claims::claim);
    }

    private void claim(VirtualIPDraft draft) {
        for (InterfaceAddress address : draft.addresses) {
            String owner = owners.getOrDefault(address.address(), draft.name());
            if (!owner.equals(draft.name())) {
                draft.refuse(new Refused(
                        Reason.AddressConflict,
                        "spec.addresses: " + address.text() + " belongs to VirtualIP \"" + owner
                                + "\": list another address, or remove it there first"));
                return;
            }
        }
        draft.addresses.forEach(address -> owners.put(address.address(), draft.name()));
    }
}
