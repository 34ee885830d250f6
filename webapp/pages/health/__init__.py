"""For whatever watches over the service: is the process alive, can it do its work?"""
