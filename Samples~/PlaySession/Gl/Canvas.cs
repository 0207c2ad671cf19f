using System;
using System.Numerics;

namespace Repartee.Samples.PlaySession.Gl;

/// <summary>
/// A picture that is drawn once and shown each frame. It has twice the pixels each way, so that edges are smooth when it is shown at half
/// its size.
/// </summary>
internal sealed unsafe class Canvas : IDisposable
{
    private const int Samples = 2;

    private readonly GlFunctions gl;
    private uint framebuffer;

    public Canvas(GlFunctions gl, int width, int height)
    {
        this.gl = gl;
        Width = width;
        Height = height;
        Texture = Texture.OfColours(gl, width * Samples, height * Samples);
        fixed (uint* place = &framebuffer)
            gl.GenFramebuffers(1, place);
        gl.BindFramebuffer(GlNames.Framebuffer, framebuffer);
        gl.FramebufferTexture2D(GlNames.Framebuffer, GlNames.ColorAttachment0, GlNames.Texture2D, Texture.Id, 0);
        gl.BindFramebuffer(GlNames.Framebuffer, 0);
    }

    /// <summary>In the units of the drawing, half the texture's.</summary>
    public int Width { get; }

    public int Height { get; }

    public Texture Texture { get; }

    public uint Framebuffer => framebuffer;

    /// <summary>From here on, batches draw into it.</summary>
    public void Begin(Batch batch)
    {
        gl.BindFramebuffer(GlNames.Framebuffer, framebuffer);
        gl.Viewport(0, 0, Texture.Width, Texture.Height);
        gl.ClearColor(0, 0, 0, 0);
        gl.Clear(GlNames.ColorBufferBit);
        batch.Project(new Vector2(Width, Height));
    }

    /// <summary>Ends it; the window is drawn into again.</summary>
    public void End(Batch batch)
    {
        batch.Flush();
        gl.BindFramebuffer(GlNames.Framebuffer, 0);
    }

    /// <summary>Its content at half the pixels, for fast copies.</summary>
    public Canvas Halved()
    {
        var half = new Canvas(gl, Width / Samples, Height / Samples);
        gl.BindFramebuffer(GlNames.ReadFramebuffer, framebuffer);
        gl.BindFramebuffer(GlNames.DrawFramebuffer, half.framebuffer);
        gl.BlitFramebuffer(
            0, 0, Texture.Width, Texture.Height, 0, 0, half.Texture.Width, half.Texture.Height, GlNames.ColorBufferBit, GlNames.Linear);
        gl.BindFramebuffer(GlNames.Framebuffer, 0);
        return half;
    }

    /// <summary>Copies it over a part of the window.</summary>
    public void CopyTo(int x, int y, int width, int height)
    {
        gl.BindFramebuffer(GlNames.ReadFramebuffer, framebuffer);
        gl.BindFramebuffer(GlNames.DrawFramebuffer, 0);
        gl.BlitFramebuffer(
            0, 0, Texture.Width, Texture.Height, x, y, x + width, y + height, GlNames.ColorBufferBit, GlNames.Linear);
        gl.BindFramebuffer(GlNames.Framebuffer, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        fixed (uint* place = &framebuffer)
            gl.DeleteFramebuffers(1, place);
        Texture.Dispose();
    }
}
