package server

import (
	"fmt"
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// Proxies are the ones whose word is taken for where a request comes from. The zero value trusts none.
type Proxies struct {
	Networks []netip.Prefix
	Unix     bool   // whoever comes through a unix socket
	Header   string // such as X-Forwarded-For
}

// ParseProxies reads a list of addresses, networks such as 10.0.0.0/8, and the word unix.
func ParseProxies(list []string, header string) (Proxies, error) {
	p := Proxies{Header: http.CanonicalHeaderKey(header)}
	for _, text := range list {
		text = strings.TrimSpace(text)
		if text == "unix" {
			p.Unix = true
			continue
		}
		network, err := netip.ParsePrefix(text)
		if err != nil {
			address, err := netip.ParseAddr(text)
			if err != nil {
				return Proxies{}, fmt.Errorf("%q is no address or network; write such as 127.0.0.1, 10.0.0.0/8 or unix", text)
			}
			network = netip.PrefixFrom(address, address.BitLen())
		}
		p.Networks = append(p.Networks, network.Masked())
	}
	return p, nil
}

func (p Proxies) trusts(a netip.Addr) bool {
	return slices.ContainsFunc(p.Networks, func(n netip.Prefix) bool { return n.Contains(a) })
}

// client returns the address that a request comes from. It is not valid where it cannot be known, as that of somebody
// behind a unix socket.
func (p Proxies) client(r *http.Request) netip.Addr {
	var peer netip.Addr
	if at, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		peer = at.Addr().Unmap()
	}
	if peer.IsValid() && !p.trusts(peer) || !peer.IsValid() && !p.Unix {
		return peer
	}
	// Each proxy adds the one that it was asked by at the end. What stands before that of the first one is anybody's word.
	said := strings.Split(strings.Join(r.Header[p.Header], ","), ",")
	for _, text := range slices.Backward(said) {
		text = strings.TrimSpace(text)
		a, err := netip.ParseAddr(strings.Trim(text, "[]"))
		if err != nil {
			at, err := netip.ParseAddrPort(text)
			if err != nil {
				break
			}
			a = at.Addr()
		}
		if peer = a.Unmap().WithZone(""); !p.trusts(peer) {
			break
		}
	}
	return peer
}

// household returns the one address by which a client is counted: of IPv6, everybody has as many as they like.
func household(client netip.Addr) netip.Addr {
	if client.Is6() {
		if network, err := client.Prefix(64); err == nil {
			return network.Addr()
		}
	}
	return client
}
